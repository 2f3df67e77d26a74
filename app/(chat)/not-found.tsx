import { DoorClosed } from "lucide-react";
import type { Metadata } from "next";
import { Link } from "@/app/_chat/link";
import { DrawerButton } from "../_chat/mobile-drawer";
import { PageBody, Shell } from "../_chat/shell";
import { getTranslations } from "../_i18n/server";
import { buttonClass } from "../_ui/button";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("pages.notFoundTitle") };
}

/** The same for what is hidden as for what never was. */
export default async function NotFound() {
	const t = await getTranslations();
	return (
		<Shell>
			<PageBody className="flex flex-col">
				<div className="p-1.5 md:hidden">
					<DrawerButton />
				</div>
				<div className="m-auto flex max-w-110 flex-col items-center p-6 text-center">
					<DoorClosed size={28} strokeWidth={1.75} aria-hidden="true" className="mb-3 text-text-muted" />
					<h1 className="text-title font-title tracking-[-0.02em]">{t("pages.notFoundHeading")}</h1>
					<p className="mt-1 text-message text-text-muted">{t("pages.notFoundText")}</p>
					<div className="mt-6 flex flex-wrap justify-center gap-2.5">
						<Link href="/" className={buttonClass("primary")}>
							{t("pages.goHome")}
						</Link>
						<Link href="/explore" className={buttonClass()}>
							{t("pages.goExplore")}
						</Link>
					</div>
				</div>
			</PageBody>
		</Shell>
	);
}
