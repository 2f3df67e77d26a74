import { useTranslations } from "@/app/_i18n/use-translations";
import type { Message } from "@/lib/realtime/protocol";

/** The type of a system message; a newer server may send others. */
export const systemTypeOf = (type: string) =>
	(["joined", "pinned", "renamed"] as const).find((known) => known === type) ?? "unknown";

/** A system message in short, beside the name of its author: where messages are listed or quoted. Null for others. */
export function useSystemText(): (message: Pick<Message, "system">) => string | null {
	const t = useTranslations("systemMessages");
	return ({ system }) =>
		system ? t(`short.${systemTypeOf(system.type)}`, { after: system.type === "renamed" ? system.after : "" }) : null;
}
