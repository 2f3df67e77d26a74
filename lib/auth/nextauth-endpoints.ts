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
