import { Link } from "@/app/_chat/shell/link";
import { getTranslations } from "@/app/_i18n/server";
import { buttonClass } from "@/app/_ui/button";

/** In place of a page of the administration, for an administrator without a second factor that the settings require. */
export async function FactorNeeded() {
	const t = await getTranslations();
	return (
		<div className="grid max-w-[60ch] justify-items-start gap-5">
			<p>{t("requiredFactor.adminText")}</p>
			<Link href="/settings/account" className={buttonClass("primary")}>
				{t("requiredFactor.setUp")}
			</Link>
		</div>
	);
}
