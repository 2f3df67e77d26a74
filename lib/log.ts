import pino from "pino";
import { config } from "./config";

/** One line of JSON an event, on standard output. Never a password, a cookie or a message's words. */
export const log = pino({ level: config.logLevel, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
