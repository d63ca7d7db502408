// In one file, so that they run one after the other: forge keeps one cache, and two at a time make each other compile anew.
import './deploy.js'
import './owner.js'
