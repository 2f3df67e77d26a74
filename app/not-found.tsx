import type { Metadata } from "next";
import { instanceSettings } from "@/lib/instance/settings";
import { getTranslations } from "./_i18n/server";
import { buttonClass } from "./_ui/button";
import { ClosedDoorIcon } from "./_ui/standalone-icons";
import { InstanceLogo } from "./instance-logo";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("pages.notFoundTitle") };
}

/**
 * The same page for a hidden resource as for a nonexistent one. Its links are plain ones: every document loads the
 * scripts of this page.
 */
export default async function NotFound() {
	const t = await getTranslations();
	return (
		<div className="flex min-h-dvh flex-col bg-surface p-5 md:p-8">
			<header className="max-w-full self-start">
				<a href="/" className="inline-flex max-w-full items-center gap-2.5 text-subtitle font-title tracking-[-0.02em]">
					<InstanceLogo />
					<bdi className="min-w-0 truncate">{instanceSettings().name}</bdi>
				</a>
			</header>
			<main className="m-auto flex max-w-110 flex-col items-center py-10 text-center">
				<ClosedDoorIcon />
				<h1 className="text-title font-title tracking-[-0.02em]">{t("pages.notFoundHeading")}</h1>
				<p className="mt-1 text-message text-text-muted">{t("pages.notFoundText")}</p>
				<div className="mt-6 flex flex-wrap justify-center gap-2.5">
					<a href="/" className={buttonClass("primary")}>
						{t("pages.goHome")}
					</a>
					<a href="/explore" className={buttonClass()}>
						{t("pages.goExplore")}
					</a>
				</div>
			</main>
		</div>
	);
}
