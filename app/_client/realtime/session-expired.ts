import { createEmitter } from "../create-store";

/** Told once when the session is found to have ended, by a refused request or by the socket. */
export const { emit: announceSessionExpired, subscribe: onSessionExpired } = createEmitter();
