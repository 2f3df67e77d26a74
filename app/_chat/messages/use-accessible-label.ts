import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { isolated } from "@/lib/markdown";
import { useParser } from "../markdown/use-parser";
import type { MessageListRow } from "./list-rows";
import { previewText } from "./preview-text";

/** The label of a row for screen readers. It names the author also in a group. */
export function useAccessibleLabel({ message, mentionsMe }: MessageListRow, time: string): string {
	useParser();
	const t = useTranslations("conversation");
	const author = useName(message.author);
	const hidden = useTranslations("richText")("spoiler");
	const text = message.deletedAt ? t("deleted") : previewText(message, { hidden });
	const total = message.reactions.reduce((sum, { count }) => sum + count, 0);
	return [
		`${isolated(author)}, ${time}: ${isolated(text)}`,
		message.content !== "" && previewText({ ...message, content: "" }),
		total > 0 && t("spokenReactions", { count: total }),
		mentionsMe && t("spokenMention"),
		message.poll && t("spokenPoll"),
		message.pinnedAt && t("spokenPinned"),
		message.editedAt && t("spokenEdited"),
	]
		.filter(Boolean)
		.join(", ");
}
