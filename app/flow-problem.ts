import { signInMethods } from "@/lib/identities/providers";
import type { FlowProblem } from "./_client/identities/use-flow-problem";

type Parameter = string | string[] | undefined;

/** The failure in an address. It names a provider of this instance, whatever else is in it. */
export function flowProblem({ error, provider }: Record<string, Parameter>): FlowProblem | null {
	const found = signInMethods().providers.find(({ id }) => id === provider);
	return found && typeof error === "string" ? { code: error.slice(0, 40), provider: found.name } : null;
}
