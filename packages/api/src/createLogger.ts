/** The server's log: one JSON line per entry on standard output. */
import pino, { type Logger } from "pino";

export function createLogger(level: string): Logger {
  return pino({ level });
}
