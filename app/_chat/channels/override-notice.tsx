import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import type { useOverrides } from "./use-overrides";

type Props = {
	edit: ReturnType<typeof useOverrides>;
	/** The button to review goes away with the conflict. */
	onReviewed: () => void;
};

/** Why an edit was not saved. One that met somebody else's change is kept, and can be put on top of it. */
export function OverrideNotice({ edit, onReviewed }: Props) {
	const t = useTranslations("channelAccess");
	const errorText = useErrorMessage();
	const { failure, isConflict, isReviewed } = edit;
	const review = async () => {
		if (await edit.review()) onReviewed();
	};
	return (
		<div className="mt-3 grid gap-3 empty:hidden">
			{isConflict && (
				<div className="flex flex-wrap items-center gap-2.5">
					<Alert tone="danger">{t("conflict")}</Alert>
					<Button size="small" busy={edit.isReviewing} onClick={() => void review()}>
						{t("review")}
					</Button>
				</div>
			)}
			{isReviewed && !failure && <Alert tone="success">{t(edit.isDirty ? "reviewed" : "reviewedSame")}</Alert>}
			{failure && failure.code !== "conflict" && (
				<Alert tone="danger">{failure.fields.overrides ?? errorText(failure)}</Alert>
			)}
		</div>
	);
}
