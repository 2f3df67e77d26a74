import { config } from "../process/config";

/** Whether a client uses TLS, according to the scheme that a trusted proxy set. */
export const isSecure = (scheme: unknown): boolean =>
	scheme === "https" || config.publicUrl?.startsWith("https:") === true;
