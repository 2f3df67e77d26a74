export type PendingSignIn = {
	provider: { id: string; name: string };
	username: string | null;
	displayName: string | null;
	email: string | null;
	hasAccount: boolean;
	callbackUrl: string;
};
