import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "@/app/_ui/class-names";
import { HeroIllustration } from "@/app/_ui/hero-illustration";
import { InstanceLogo } from "@/app/instance-logo";
import { currentAnnouncements } from "@/lib/instance/announcements";
import { instanceSettings, publicTexts } from "@/lib/instance/settings";
import { getTranslations } from "../_i18n/server";
import { TooltipProvider } from "../_ui/tooltip";
import { HeadingFocus } from "./heading-focus";

export default async function AuthLayout({ children }: { children: ReactNode }) {
	const t = await getTranslations();
	const { name } = instanceSettings();
	return (
		<TooltipProvider>
			<HeadingFocus />
			<div className="grid min-h-dvh bg-surface md:grid-cols-2">
				<div className="flex min-w-0 flex-col px-5 pt-5 pb-4 md:px-10 md:pt-8 md:pb-7">
					<header>
						<Link
							href="/"
							className="inline-flex max-w-full items-center gap-2.5 text-subtitle font-title max-md:min-h-11 tracking-[-0.02em]"
						>
							<InstanceLogo />
							<bdi className="min-w-0 truncate">{name}</bdi>
						</Link>
					</header>
					<Announcements />
					<main
						id="main"
						className="mx-auto flex w-full max-w-96 flex-1 flex-col justify-center gap-4.5 py-10 max-md:justify-start"
					>
						{children}
					</main>
					<footer className="flex flex-wrap gap-x-3.5 text-xs text-text-faint">
						<Link href="/explore" className="link inline-flex items-center max-md:min-h-11">
							{t("auth.lookAround")}
						</Link>
						{publicTexts().map((page) => (
							<Link key={page} href={`/${page}`} className="link inline-flex items-center max-md:min-h-11">
								{t(`pages.${page}`)}
							</Link>
						))}
						<span className="flex-1" />
						<span className="self-center">{t("auth.freeSoftware")}</span>
					</footer>
				</div>
				<aside
					aria-label={name}
					className="sticky top-2 m-2 h-[calc(100dvh-16px)] overflow-hidden rounded-xl bg-[#1c1a18] max-md:hidden"
				>
					<HeroIllustration className="absolute inset-0 size-full" />
					<p className="absolute start-10 top-9 text-[1.625rem] leading-8 font-bold tracking-[-0.02em] text-[#f6e9dc]">
						{t.rich("auth.motto", { br: () => <br /> })}
					</p>
				</aside>
			</div>
		</TooltipProvider>
	);
}

/** As part of the page: here is no connection that would bring later ones. */
async function Announcements() {
	const t = await getTranslations();
	const { announcements } = currentAnnouncements();
	if (announcements.length === 0) return null;
	return (
		<section aria-label={t("admin.sections.announcements")}>
			<ul className="mx-auto mt-6 grid w-full max-w-96 gap-2">
				{announcements.map(({ id, text, level }) => (
					<li
						key={id}
						dir="auto"
						className={classNames(
							"rounded-[10px] px-3 py-2.5 text-sm font-semibold wrap-anywhere",
							level === "warning" ? "bg-danger-subtle" : "bg-ember-subtle",
						)}
					>
						{text}
					</li>
				))}
			</ul>
		</section>
	);
}
