import { readText, tabStorage, writeText } from "../safe-storage";

const key = "hearth.deletion";

/** Keeps for the sign-in page of this tab when the deletion of the account becomes final. */
export const rememberDeletion = (deletesAt: string) => void writeText(key, deletesAt, tabStorage());

/** The time, unless it is over. */
export function rememberedDeletion(): Date | null {
	const time = Date.parse(readText(key, tabStorage()) ?? "");
	return time > Date.now() ? new Date(time) : null;
}

export const forgetDeletion = () => void writeText(key, null, tabStorage());
