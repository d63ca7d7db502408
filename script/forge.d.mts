/** The executable that `package.json` pins. */
export declare const forgePath: string
