"use client";

import { Compass } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { Link } from "../shell/link";
import { DrawerButton } from "../shell/mobile-drawer";
import { ServerCover } from "./server-cover";
import { ServerIcon } from "./server-icon";

type Props = {
	server: { id: number; name: string; description: string; iconUrl: string | null; bannerUrl: string | null };
	/** Across the page, above the name. */
	notice?: ReactNode;
	/** Between the cover and the name. */
	above?: ReactNode;
	facts: ReactNode;
	/** Below the description. */
	children?: ReactNode;
	/** The card with the button to join, and what belongs beside it. */
	aside: ReactNode;
};

/** A server as outsiders see it: its cover, icon, name and description, and beside them the way in. */
export function ServerFront({ server, notice, above, facts, children, aside }: Props) {
	const t = useTranslations("server");
	return (
		<div className="min-h-0 overflow-x-hidden overflow-y-auto">
			<div className="relative h-37 md:h-52">
				<ServerCover server={server} wide className="absolute inset-0 size-full" />
				<div className="relative flex items-center gap-2 p-2 md:p-4 md:ps-5">
					<div className="rounded-md bg-black/60 [&>button]:text-white [&>button]:hover:bg-black/40 [&>button]:hover:text-white">
						<DrawerButton />
					</div>
					<Link
						href="/explore"
						className={buttonClass("ghost", "small", "bg-black/60! text-white! hover:bg-black/75!")}
					>
						<Compass size="1rem" aria-hidden="true" />
						{t("explore")}
					</Link>
				</div>
			</div>
			<div className="mx-auto grid max-w-280 gap-2 px-4 pb-36 md:grid-cols-[minmax(0,1fr)_16.5rem] md:gap-7 md:px-6 md:pb-12 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-12 lg:px-10">
				{notice}
				<div className="min-w-0">
					<ServerIcon
						server={server}
						size={88}
						className="relative -mt-11 shadow-[0_0_0_4px_var(--surface)] max-md:-mt-9 max-md:size-18! max-md:text-title!"
					/>
					{above}
					<h1
						dir="auto"
						className="mt-3.5 text-title-xl font-title tracking-[-0.025em] wrap-anywhere max-md:mt-3 max-md:text-[1.625rem] max-md:leading-8"
					>
						{server.name}
					</h1>
					<ul className="mt-3 flex flex-wrap gap-x-4.5 gap-y-1.5 text-[0.84375rem] text-text-muted tabular-nums [&>li]:inline-flex [&>li]:items-center [&>li]:gap-1.5 [&_svg]:text-text-faint">
						{facts}
					</ul>
					{server.description && (
						<p
							dir="auto"
							className="mt-5 max-w-[66ch] text-base leading-[1.5625rem] whitespace-pre-line wrap-anywhere max-md:mt-3.5"
						>
							{server.description}
						</p>
					)}
					{children}
				</div>
				{aside}
			</div>
		</div>
	);
}

/** The rules of a server with their heading; nothing without rules. */
export function Rules({ rules }: { rules: readonly string[] }) {
	const t = useTranslations("rules");
	if (rules.length === 0) return null;
	return (
		<section className="mt-6.5 max-md:mt-5">
			<h2 className="mb-2 text-message leading-5 font-bold">{t("heading")}</h2>
			<RuleList rules={rules} />
		</section>
	);
}

/** The rules of a server, as a list with numbers. */
export function RuleList({ rules }: { rules: readonly string[] }) {
	return (
		<ol className="grid gap-2 text-sm">
			{rules.map((rule, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the same rule may stand twice, and the list is replaced as a whole.
				<li key={index} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-1">
					<span aria-hidden="true" className="font-semibold text-text-faint tabular-nums">
						{index + 1}
					</span>
					<span dir="auto" className="whitespace-pre-line wrap-anywhere text-text-muted">
						{rule}
					</span>
				</li>
			))}
		</ol>
	);
}
