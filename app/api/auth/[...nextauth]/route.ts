import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { clientOf } from "@/lib/auth/client-of";
import { options, toNextAuthUser, userWithCredentials } from "@/lib/auth/nextauth-options";
import { viewerOf } from "@/lib/auth/viewer";
import { consume } from "@/lib/http/rate-limits";
import { formOf } from "@/lib/http/request-body";
import { localeOf } from "@/lib/http/request-locale";
import { failure, responseOf } from "@/lib/http/route";
import { isSecureRequest } from "@/lib/http/tls";

/**
 * NextAuth's own endpoints. Credentials are checked before, so that a rate limit or an outage keeps the API's error
 * format.
 */
async function handler(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
	try {
		const { headers } = request;
		const address = headers.get("x-forwarded-for") ?? "";
		await consume("guests", address);
		const secure = isSecureRequest(headers);
		const auth = NextAuth(options(secure, clientOf(headers)));
		const signsIn = new URL(request.url).pathname.endsWith("/callback/credentials");
		if (request.method !== "POST") {
			// NextAuth would trust the cookie alone, and renew it.
			const asksWho = new URL(request.url).pathname.endsWith("/session");
			if (asksWho && !(await viewerOf(headers))) return Response.json({});
			return await auth(request, context);
		}
		const form = await formOf(request);
		const again = new NextRequest(request.url, { method: "POST", headers: plainForm(headers), body: form.toString() });
		const person = signsIn
			? await userWithCredentials(form.get("username") ?? "", form.get("password") ?? "", address, localeOf(headers))
			: null;
		return await toNextAuthUser(person, () => auth(again, context));
	} catch (error) {
		return responseOf(failure(error, request));
	}
}

function plainForm(from: Headers): Headers {
	const headers = new Headers(from);
	headers.set("content-type", "application/x-www-form-urlencoded");
	headers.delete("content-length");
	headers.delete("transfer-encoding");
	return headers;
}

export { handler as GET, handler as POST };
