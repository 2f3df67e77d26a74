import { useTranslations } from "@/app/_i18n/use-translations";

type Props = {
	/** The day that begins here. */
	day: string | null;
	/** Set at the first unread message; `since` is the time of the last read one. */
	isNew: boolean;
	since: string | null;
};

/** The divider between days, and before unread messages. Both at once share one line. */
export function DateDivider({ day, isNew, since }: Props) {
	const t = useTranslations("conversation");
	const fresh = since ? t("newSince", { time: since }) : t("new");
	const label = isNew ? (day ? t("dayAndNew", { day, new: fresh.toLocaleLowerCase() }) : fresh) : (day ?? "");
	return (
		// biome-ignore lint/a11y/useSemanticElements: the divider contains text; <hr> cannot.
		<div
			role="separator"
			aria-label={label}
			className={`flex items-center gap-3 ps-[68px] pe-5 pt-3 pb-0.5 text-xs max-md:ps-[60px] max-md:pe-3.5 ${
				isNew ? "font-bold text-ember-text" : "font-semibold text-text-muted"
			}`}
		>
			<span dir="auto" className="min-w-0 truncate">
				{label}
			</span>
			<span className={`h-px flex-1 ${isNew ? "bg-ember-mark" : "bg-line"}`} />
		</div>
	);
}
