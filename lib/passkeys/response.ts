import { z } from "zod";

const encoded = (bytes: number) =>
	z
		.string("Must be text.")
		.regex(/^[A-Za-z0-9_-]+$/, "Must be base64url.")
		.max(bytes);
const base = {
	id: encoded(1400),
	rawId: encoded(1400),
	type: z.literal("public-key"),
	authenticatorAttachment: z.enum(["platform", "cross-platform"]).nullish(),
	// The results of extensions are not read.
	clientExtensionResults: z.record(z.string(), z.unknown()),
};

/** The answer of a device that makes a passkey, as browsers serialize it. */
export const RegistrationResponse = z.strictObject({
	...base,
	response: z.object({
		clientDataJSON: encoded(4000),
		attestationObject: encoded(8000),
		transports: z.array(z.string().max(30)).max(10).optional(),
	}),
});

/** The answer of a device that signs in. */
export const AuthenticationResponse = z.strictObject({
	...base,
	response: z.object({
		clientDataJSON: encoded(4000),
		authenticatorData: encoded(4000),
		signature: encoded(2000),
		userHandle: z.string().max(200).nullish(),
	}),
});
