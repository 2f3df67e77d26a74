// The package has no types of its own.
declare module "oidc-provider" {
	import type { IncomingMessage, ServerResponse } from "node:http";

	type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> };
	type Context = {
		oidc: { session: { accountId: string }; client: { clientId: string }; provider: Provider };
	};

	export default class Provider {
		constructor(issuer: string, configuration: Record<string, unknown>);
		Grant: new (of: {
			clientId: string;
			accountId: string;
		}) => Grant;
		proxy: boolean;
		callback(): (request: IncomingMessage, response: ServerResponse) => void;
		interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
	}
	export type { Context };
}
