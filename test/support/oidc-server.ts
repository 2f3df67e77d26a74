import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Context } from "oidc-provider";

export type Claims = Record<string, unknown>;
export type Token = { header: Claims; payload: Claims };

/** The client that Hearth is at this provider. */
export const clientOf = { clientId: "hearth", clientSecret: "the secret of hearth" };

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: "jwk" }), kid: "first", use: "sig", alg: "RS256" };

/** A real OpenID Connect provider on this machine. Tests change what it answers. */
export class OidcServer {
	/** The accounts, and the one whose user is at the browser: the provider asks no password. */
	readonly accounts = new Map<string, Claims>();
	user = "1";
	/** Changes an id token, which the provider's key then signs. */
	tamper: ((token: Token) => Token) | null = null;
	/** Answers a path in the provider's place. */
	readonly replaced = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
	/** The parameters of the requests to begin. */
	readonly begun: URLSearchParams[] = [];
	private provider: Provider | null = null;

	private constructor(
		private readonly server: Server,
		readonly issuer: string,
	) {}

	static async start(redirectUris: string[]): Promise<OidcServer> {
		const server = createServer();
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const it = new OidcServer(server, `http://127.0.0.1:${port}`);
		it.provider = it.create(redirectUris);
		const answer = it.provider.callback();
		server.on("request", (request, response) => it.handle(request, response, answer));
		return it;
	}

	private create(redirectUris: string[]): Provider {
		return new Provider(this.issuer, {
			clients: [{ client_id: clientOf.clientId, client_secret: clientOf.clientSecret, redirect_uris: redirectUris }],
			jwks: { keys: [jwk] },
			cookies: { keys: ["a key of the cookies of the provider"] },
			scopes: ["openid", "profile", "email"],
			claims: {
				openid: ["sub"],
				profile: ["name", "preferred_username", "groups", "realm_access"],
				email: ["email", "email_verified"],
			},
			features: { devInteractions: { enabled: false } },
			pkce: { required: () => true },
			interactions: { url: (_: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
			ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Grant: 600, Interaction: 600, Session: 600 },
			findAccount: (_: Context, accountId: string) => ({
				accountId,
				claims: () => ({ sub: accountId, ...this.accounts.get(accountId) }),
			}),
			loadExistingGrant: async ({ oidc: { session, client, provider } }: Context) => {
				const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
				grant.addOIDCScope("openid profile email");
				await grant.save();
				return grant;
			},
		});
	}

	private handle(
		request: IncomingMessage,
		response: ServerResponse,
		answer: (request: IncomingMessage, response: ServerResponse) => void,
	): void {
		const { pathname, searchParams } = new URL(request.url ?? "/", this.issuer);
		const replaced = this.replaced.get(pathname);
		if (replaced) {
			replaced(request, response);
			return;
		}
		if (pathname === "/auth") this.begun.push(searchParams);
		if (pathname.startsWith("/interaction/"))
			return void this.provider?.interactionFinished(request, response, { login: { accountId: this.user } });
		if (pathname === "/token") this.rewrite(response);
		answer(request, response);
	}

	/** Replaces the id token in what the provider is about to send. */
	private rewrite(response: ServerResponse): void {
		const end = response.end.bind(response);
		response.end = ((body?: unknown, ...rest: unknown[]) => {
			const text = typeof body === "string" || Buffer.isBuffer(body) ? String(body) : "";
			if (!this.tamper || !text.includes('"id_token"')) return (end as (...given: unknown[]) => unknown)(body, ...rest);
			const answer = JSON.parse(text);
			answer.id_token = signed(this.tamper(read(answer.id_token)));
			const changed = JSON.stringify(answer);
			response.setHeader("content-length", Buffer.byteLength(changed));
			return end(changed);
		}) as typeof response.end;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, "close");
	}
}

function read(token: string): Token {
	const [header = "", payload = ""] = token.split(".");
	const part = (text: string): Claims => JSON.parse(Buffer.from(text, "base64url").toString());
	return { header: part(header), payload: part(payload) };
}

function signed({ header, payload }: Token): string {
	const encode = (value: Claims) => Buffer.from(JSON.stringify(value)).toString("base64url");
	const content = `${encode(header)}.${encode(payload)}`;
	if (header.alg === "none") return `${content}.`;
	return `${content}.${createSign("RSA-SHA256").update(content).sign(privateKey, "base64url")}`;
}
