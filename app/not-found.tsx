import { DoorClosed } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Logo } from "@/app/_ui/logo";
import { getTranslations } from "./_i18n/server";
import { buttonClass } from "./_ui/button";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("pages.notFoundTitle") };
}

/** The same for what is hidden as for what never was. */
export default async function NotFound() {
	const t = await getTranslations();
	return (
		<div className="flex min-h-dvh flex-col bg-surface p-5 md:p-8">
			<header className="self-start">
				<Link href="/" className="inline-flex items-center gap-2.5 text-subtitle font-title tracking-[-0.02em]">
					<Logo />
					Hearth
				</Link>
			</header>
			<main className="m-auto flex max-w-110 flex-col items-center py-10 text-center">
				<DoorClosed size="1.75rem" strokeWidth={1.75} aria-hidden="true" className="mb-3 text-text-muted" />
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
			</main>
		</div>
	);
}
