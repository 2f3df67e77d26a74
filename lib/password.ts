import { hash, verify } from "@node-rs/argon2";
import { unavailable } from "./errors";
import { node } from "./node";

/** argon2id, 19 MiB, two passes (OWASP's first choice); the parameters travel in the hash. Off the event loop, two at a time. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password nobody has, so that an unknown name takes as long as a wrong password. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$aGVhcnRoaGVhcnRoaGVhcg$JxzWGhWPsdLQEvvjWE9vrGO0/UuA1rO9wYtaYUn3RiA";

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST));

/** Whether the password is the account's; takes the same time when there is no account. */
export async function passwordMatches(password: string, stored: string | null | undefined): Promise<boolean> {
	const matches = await inTurn(() => verify(stored ?? NOBODY, password));
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
