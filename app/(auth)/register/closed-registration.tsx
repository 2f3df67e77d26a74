import { getTranslations } from "@/app/_i18n/server";
import { buttonClass } from "@/app/_ui/button";
import { AuthHeading } from "../auth-heading";
import { AuthLink } from "../auth-link";

/** Stands in place of the form where nobody may register. */
export async function ClosedRegistration({ callback }: { callback: string }) {
	const t = await getTranslations();
	return (
		<>
			<AuthHeading title={t("auth.closedHeading")} text={t("auth.closedText")} />
			<AuthLink page="/login" callback={callback} className={buttonClass("primary", "large")}>
				{t("auth.signIn")}
			</AuthLink>
		</>
	);
}
