import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "../errors";

const authMethods: Record<string, string[]> = {
	"/api/auth/csrf": ["GET", "HEAD"],
	"/api/auth/session": ["GET", "HEAD"],
	"/api/auth/callback/credentials": ["POST"],
	"/api/auth/signout": ["POST"],
};

/** Allows only the NextAuth endpoints in use, in their exact form. NextAuth answers other requests unpredictably. */
export function rejectUnknownAuthRequest(request: IncomingMessage, response: ServerResponse, path: string): void {
	const methods = Object.hasOwn(authMethods, path) ? authMethods[path] : undefined;
	if (!methods) throw new AppError("not_found", "There is nothing at this address.");
	if (methods.includes(request.method ?? "")) return;
	response.setHeader("Allow", methods.join(", "));
	throw new AppError("method_not_allowed", "This address does not take that method.");
}

const providerCallback = /^\/api\/auth\/callback\/(oidc(?:-[2-9])?|github|google)$/;

/**
 * The path of the handler for a user who comes back from a provider, at the address that NextAuth gives to providers;
 * the same path for all others. NextAuth's endpoint for it would answer failures with pages that do not exist here.
 */
export const handlerPath = (path: string): string => path.replace(providerCallback, "/api/sign-in/callback/$1");
