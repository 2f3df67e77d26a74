import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The endpoints of GitHub that a sign-in uses, with the responses of its documentation. */
export class GitHubServer {
	user: Record<string, unknown> = { id: 583231, login: "octocat", name: "The Octocat", email: null };
	emails: unknown = [
		{ email: "old@example.org", primary: false, verified: true },
		{ email: "octocat@example.org", primary: true, verified: true },
	];
	/** The status of its answer about the account. */
	status = 200;
	/** Codes that were given and not used, with the challenge of each. */
	private readonly codes = new Map<string, string>();

	private constructor(
		private readonly server: Server,
		readonly url: string,
	) {}

	static async start(): Promise<GitHubServer> {
		const server = createServer();
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const it = new GitHubServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
		server.on("request", (request, response) => it.handle(request, response));
		return it;
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? "/", this.url);
		const json = (status: number, body: unknown) =>
			response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
		if (pathname === "/login/oauth/authorize") {
			const code = randomBytes(10).toString("hex");
			this.codes.set(code, searchParams.get("code_challenge") ?? "");
			const back = new URL(searchParams.get("redirect_uri") ?? "");
			back.search = `${new URLSearchParams({ code, state: searchParams.get("state") ?? "", iss: `${this.url}/login/oauth` })}`;
			return void response.writeHead(302, { location: back.href }).end();
		}
		if (pathname === "/login/oauth/access_token") {
			const parts: Buffer[] = [];
			for await (const part of request) parts.push(part);
			const form = new URLSearchParams(Buffer.concat(parts).toString());
			const code = form.get("code") ?? "";
			const challenge = createHash("sha256")
				.update(form.get("code_verifier") ?? "")
				.digest("base64url");
			const isRight = this.codes.get(code) === challenge;
			this.codes.delete(code);
			// GitHub answers 200 also to a wrong code.
			return void json(
				200,
				isRight
					? { access_token: "gho_token", token_type: "bearer", scope: "read:user,user:email" }
					: { error: "bad_verification_code", error_description: "The code passed is incorrect or expired." },
			);
		}
		if (request.headers.authorization !== "Bearer gho_token") return void json(401, { message: "Bad credentials" });
		if (pathname === "/api/v3/user") return void json(this.status, this.user);
		if (pathname === "/api/v3/user/emails") return void json(200, this.emails);
		json(404, { message: "Not Found" });
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, "close");
	}
}
