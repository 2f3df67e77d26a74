"use client";

import { LayoutGrid } from "lucide-react";
import { Link } from "@/app/_chat/shell/link";
import { MobileHeader } from "@/app/_chat/shell/mobile-drawer";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Category } from "@/lib/realtime/protocol";
import { CategoryIcon } from "./category-icon";
import { ExploreSearch } from "./explore-search";

type Props = {
	categories: Category[];
	category: Category | undefined;
	q: string;
	sort: "popular" | "newest" | "name" | undefined;
	count: number;
};

export function ExploreHero({ categories, category, q, sort, count }: Props) {
	const t = useTranslations("explore");
	const categoryName = useCategoryName();
	return (
		<>
			<MobileHeader>{t("title")}</MobileHeader>
			<div className="px-8 pt-7 pb-4.5 max-md:px-4 max-md:pt-3 max-md:pb-2.5">
				<h1 className="text-title-lg font-title tracking-[-0.022em] max-md:text-title">
					{category ? categoryName(category) : t("heading")}
				</h1>
				<p className="mt-1 max-w-[60ch] text-message leading-[1.375rem] text-text-muted max-md:hidden">
					{category?.description && categoryName(category) === category.name ? category.description : t("text")}
				</p>
				<ExploreSearch category={category?.slug} q={q} sort={sort} count={count} />
				<nav
					aria-label={t("categories")}
					className="-mx-4 mt-3 flex gap-2 overflow-x-auto px-4 py-0.5 [scrollbar-width:none] md:hidden"
				>
					<Chip href="/explore" isOpen={!category} icon={<LayoutGrid size="1rem" aria-hidden="true" />}>
						{t("allServers")}
					</Chip>
					{categories.map((each) => (
						<Chip
							key={each.slug}
							href={`/explore/${each.slug}`}
							isOpen={each.slug === category?.slug}
							icon={<CategoryIcon slug={each.slug} />}
						>
							{categoryName(each)}
						</Chip>
					))}
				</nav>
			</div>
		</>
	);
}

type ChipProps = { href: string; isOpen: boolean; icon: React.ReactNode; children: React.ReactNode };

function Chip({ href, isOpen, icon, children }: ChipProps) {
	return (
		<Link
			href={href}
			aria-current={isOpen ? "page" : undefined}
			className={classNames(
				"flex h-11 shrink-0 items-center gap-2 rounded-[10px] border px-4 text-sm whitespace-nowrap",
				isOpen
					? "border-transparent bg-canvas-active font-bold [&_svg]:text-ember-text"
					: "text-text-muted hover:bg-surface-hover",
			)}
		>
			{icon}
			{children}
		</Link>
	);
}
