import { config } from "../process/config";

/** Whether a visitor comes by TLS, going by the scheme that a proxy of ours settled. */
export const isSecure = (scheme: unknown): boolean =>
	scheme === "https" || config.publicUrl?.startsWith("https:") === true;
