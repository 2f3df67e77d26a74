import { route } from "@/lib/http/route";
import * as pending from "@/lib/identities/pending";

export const GET = route({ signedIn: false }, async ({ headers }) =>
	pending.describe(await pending.loadPending(headers)),
);
