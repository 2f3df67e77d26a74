import type { OAuthConfig, TokenEndpointHandler, UserinfoEndpointHandler } from "next-auth/providers/oauth";
import { custom, type HttpOptions, type IssuerMetadata, TokenSet } from "openid-client";
import type { ProviderSettings } from "../process/sign-in-settings";
import { claimAt } from "./claims";

type Claims = Record<string, unknown>;
type TokenRequest = Parameters<NonNullable<TokenEndpointHandler["request"]>>[0];
type UserRequest = Parameters<NonNullable<UserinfoEndpointHandler["request"]>>[0];

/** How far the clocks of provider and instance may differ. NextAuth's own 10 s refuse too many. */
const clockSkewSeconds = 60;
/** For each request. Four follow each other, within the deadline of the API. */
const timeoutMs = 4000;
const httpOptions: HttpOptions = { timeout: timeoutMs };

/**
 * The provider as NextAuth knows it. `onExchange` is called before the code is exchanged. With `anew` the provider is
 * asked to authenticate the user again, also if they are signed in there.
 */
export function nextAuthProvider(
	settings: ProviderSettings,
	onExchange: () => void,
	anew = false,
): OAuthConfig<Claims> {
	return settings.kind === "github" ? github(settings, onExchange) : openIdConnect(settings, onExchange, anew);
}

const common = ({ id, name, clientId, clientSecret }: ProviderSettings) => ({
	id,
	name,
	type: "oauth" as const,
	clientId,
	clientSecret,
	httpOptions,
	profile: (claims: Claims) => ({ id: String(claims.sub ?? "") }),
});

function openIdConnect(settings: ProviderSettings, onExchange: () => void, anew: boolean): OAuthConfig<Claims> {
	return {
		...common(settings),
		wellKnown: `${settings.issuer}/.well-known/openid-configuration`,
		idToken: true,
		checks: ["pkce", "state", "nonce"],
		authorization: { params: { scope: settings.scopes, ...(anew && { max_age: 0 }) } },
		token: {
			request: async ({ provider, params, checks, client }: TokenRequest) => {
				onExchange();
				const { metadata } = client.issuer;
				// The library believes whatever issuer the document names.
				if (metadata.issuer.replace(/\/+$/, "") !== settings.issuer)
					throw new Error(`The provider calls itself ${metadata.issuer}, and not ${settings.issuer}.`);
				const adapted = new client.issuer.Client({
					...client.metadata,
					id_token_signed_response_alg: signatureOf(metadata),
					token_endpoint_auth_method: authMethodOf(metadata),
				});
				adapted[custom.clock_tolerance] = clockSkewSeconds;
				// The type of the response makes a token in the address count for nothing without a code.
				return {
					tokens: await adapted.callback(provider.callbackUrl, params, { ...checks, response_type: "code" }),
				};
			},
		},
		userinfo: {
			request: async ({ tokens: given, client }: UserRequest) => {
				const tokens = new TokenSet(given);
				const claims: Claims = tokens.claims();
				const { roleMapping } = settings;
				const isComplete =
					claims.email !== undefined && (!roleMapping || claimAt(claims, roleMapping.claim) !== undefined);
				if (isComplete || !client.issuer.metadata.userinfo_endpoint) return claims;
				// The library compares the subject of both. The signed token wins.
				return { ...(await client.userinfo(tokens)), ...claims };
			},
		},
	} as OAuthConfig<Claims>;
}

/** The algorithm of signatures: RS256 as everywhere, or else what the provider has. Never one without a key of its own. */
function signatureOf({ id_token_signing_alg_values_supported: given }: IssuerMetadata): string {
	const offered = Array.isArray(given) ? given.map(String) : [];
	if (offered.length === 0 || offered.includes("RS256")) return "RS256";
	return offered.find((name) => /^(RS|PS|ES)\d{3}$|^EdDSA$/.test(name)) ?? "RS256";
}

function authMethodOf({
	token_endpoint_auth_methods_supported: offered,
}: IssuerMetadata): "client_secret_basic" | "client_secret_post" {
	const onlyPost =
		Array.isArray(offered) && !offered.includes("client_secret_basic") && offered.includes("client_secret_post");
	return onlyPost ? "client_secret_post" : "client_secret_basic";
}

/** GitHub has no id token. Its API returns the account that the access token belongs to. */
function github(settings: ProviderSettings, onExchange: () => void): OAuthConfig<Claims> {
	const { issuer } = settings;
	const apiUrl = issuer === "https://github.com" ? "https://api.github.com" : `${issuer}/api/v3`;
	return {
		...common(settings),
		// GitHub names it in the address it sends users back to, and the library compares it.
		issuer: `${issuer}/login/oauth`,
		checks: ["pkce", "state"],
		authorization: {
			url: `${issuer}/login/oauth/authorize`,
			params: { scope: settings.scopes },
		},
		token: {
			url: `${issuer}/login/oauth/access_token`,
			request: async ({ provider, params, checks, client }: TokenRequest) => {
				onExchange();
				return {
					tokens: await client.oauthCallback(provider.callbackUrl, params, { ...checks, response_type: "code" }),
				};
			},
		},
		userinfo: {
			url: `${apiUrl}/user`,
			request: async ({ tokens, client }: UserRequest) => {
				const read = async (url: string): Promise<unknown> => {
					const { body, statusCode } = await client.requestResource(url, tokens.access_token ?? "");
					if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}.`);
					return JSON.parse(String(body));
				};
				const user = (await read(`${apiUrl}/user`)) as Claims;
				const emails = await read(`${apiUrl}/user/emails`);
				const primary = (Array.isArray(emails) ? emails : []).find((one) => one?.primary === true);
				return {
					sub: Number.isSafeInteger(user.id) ? String(user.id) : undefined,
					preferred_username: user.login,
					name: user.name,
					email: primary?.email,
					email_verified: primary?.verified === true,
				};
			},
		},
	} as OAuthConfig<Claims>;
}
