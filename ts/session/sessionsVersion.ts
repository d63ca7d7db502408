/** First byte of the encoding that `encodeSessions` writes. @internal */
export const sessionsVersion = 0x01
