import { config } from "../process/config";
import type { HttpRequest } from "./message";

/** Whether a client uses TLS, according to the scheme that a trusted proxy set. */
export const isSecure = (scheme: unknown): boolean =>
	scheme === "https" || config.publicUrl?.startsWith("https:") === true;

/** The same for a request that has reached its handler. */
export const isSecureRequest = (headers: HttpRequest["headers"]): boolean => isSecure(headers.get("x-forwarded-proto"));
