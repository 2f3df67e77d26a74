import { createEmitter } from "../create-store";

/** Notifies once when the session has expired, according to a rejected request or the socket. */
export const { emit: announceSessionExpired, subscribe: onSessionExpired } = createEmitter();
