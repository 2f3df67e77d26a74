import { hash, verify } from "@node-rs/argon2";
import { AppError, unavailable } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";

/** argon2id, 19 MiB, two passes (OWASP's first choice); the parameters travel in the hash. Off the event loop, two at a time. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password nobody has, so that an unknown name takes as long as a wrong password. */
const UNUSABLE_HASH =
	"$argon2id$v=19$m=19456,t=2,p=1$aGVhcnRoaGVhcnRoaGVhcg$JxzWGhWPsdLQEvvjWE9vrGO0/UuA1rO9wYtaYUn3RiA";

/** However it was typed, a password is one: another keyboard may compose its letters in another way. */
const formOf = (password: string) => password.normalize("NFKC");

export const hashPassword = (password: string, address: string): Promise<string> =>
	enqueue(address, () => hash(formOf(password), COST));

/** Whether the password is the account's; takes the same time when there is no account. */
export async function passwordMatches(
	password: string,
	stored: string | null | undefined,
	address: string,
): Promise<boolean> {
	// Those of accounts from before were hashed as they were typed.
	const forms = new Set([formOf(password), password, password.normalize("NFC"), password.normalize("NFD")]);
	let matches = false;
	for (const form of forms) matches = (await enqueue(address, () => verify(stored ?? UNUSABLE_HASH, form))) || matches;
	return matches && Boolean(stored);
}

const concurrency = 2;
/** Beyond this a flood of sign-ins is told to come back, instead of waiting for minutes. */
const maxQueueLength = 200;
/** One address fills no more than this of it, running ones included: a flood from there leaves room for others. */
const maxQueuedPerAddress = 20;
const retryAfterMs = 2000;

/** Throws `rate_limited` where the address has its share in work already, and `unavailable` where all places are taken. */
async function enqueue<T>(address: string, work: () => Promise<T>): Promise<T> {
	const line = appState().hashing;
	const own = line.byAddress.get(address) ?? 0;
	if (config.rateLimits && own >= maxQueuedPerAddress)
		throw new AppError("rate_limited", "Too many tries from one address. Try again in 2 seconds.", { retryAfterMs });
	if (line.waiting.length >= maxQueueLength) throw unavailable();
	line.byAddress.set(address, own + 1);
	if (line.running >= concurrency) await new Promise<void>((resolve) => line.waiting.push(resolve));
	else line.running++;
	try {
		return await work();
	} finally {
		const next = line.waiting.shift();
		if (next) next();
		else line.running--;
		const left = (line.byAddress.get(address) ?? 1) - 1;
		if (left > 0) line.byAddress.set(address, left);
		else line.byAddress.delete(address);
	}
}
