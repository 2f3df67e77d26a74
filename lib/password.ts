import { hash, verify } from "@node-rs/argon2";
import { unavailable } from "./errors";
import { node } from "./node";

/** argon2id, 19 MiB, two passes (OWASP's first choice); the parameters travel in the hash. Off the event loop, two at a time. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password nobody has, so that an unknown name takes as long as a wrong password. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$aGVhcnRoaGVhcnRoaGVhcg$JxzWGhWPsdLQEvvjWE9vrGO0/UuA1rO9wYtaYUn3RiA";

/** However it was typed, a password is one: another keyboard may compose its letters in another way. */
const formOf = (password: string) => password.normalize("NFKC");

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(formOf(password), COST));

/** Whether the password is the account's; takes the same time when there is no account. */
export async function passwordMatches(password: string, stored: string | null | undefined): Promise<boolean> {
	// Those of accounts from before were hashed as they were typed.
	const forms = new Set([formOf(password), password, password.normalize("NFC"), password.normalize("NFD")]);
	let matches = false;
	for (const form of forms) matches = (await inTurn(() => verify(stored ?? NOBODY, form))) || matches;
	return matches && Boolean(stored);
}

const atOnce = 2;
/** Beyond this a flood of sign-ins is told to come back, instead of waiting for minutes. */
const mostWaiting = 200;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const line = node().hashing;
	if (line.waiting.length >= mostWaiting) throw unavailable();
	if (line.running >= atOnce) await new Promise<void>((resolve) => line.waiting.push(resolve));
	else line.running++;
	try {
		return await work();
	} finally {
		const next = line.waiting.shift();
		if (next) next();
		else line.running--;
	}
}
