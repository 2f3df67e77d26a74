"use client";

import { type ReactNode, useId } from "react";
import { ServerGrid } from "@/app/_chat/servers/server-grid";
import { Link } from "@/app/_chat/shell/link";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import type { ExploreOverview } from "@/lib/servers/explore-page-data";

type Props = { sections: ExploreOverview };

/** An overview: some servers of everything, each section with a link to all of it. */
export function ExploreSections({ sections: { popular, newest, byCategory } }: Props) {
	const t = useTranslations("explore");
	const categoryName = useCategoryName();
	return (
		<>
			<Section title={t("popular")} note={t("popularNote")} all="/explore?sort=popular" servers={popular} />
			<Section title={t("newest")} all="/explore?sort=newest" servers={newest} />
			{byCategory.map(({ category, servers }) => (
				<Section
					key={category.slug}
					title={categoryName(category)}
					all={`/explore/${category.slug}`}
					servers={servers}
				/>
			))}
		</>
	);
}

function Section({ title, note, all, servers }: { title: string; note?: ReactNode; all: string; servers: Server[] }) {
	const t = useTranslations("explore");
	const id = useId();
	return (
		<section aria-labelledby={id} className="px-8 pb-6 max-md:px-4">
			<div className="mt-2 mb-3 flex items-baseline gap-2.5">
				<h2 id={id} className="text-section font-bold tracking-[-0.01em]">
					{title}
				</h2>
				<span dir="auto" className="min-w-0 flex-1 truncate text-meta text-text-faint">
					{note}
				</span>
				<Link href={all} aria-label={t("seeAllOf", { name: title })} className="link text-meta max-md:py-3.5">
					{t("seeAll")}
				</Link>
			</div>
			<ServerGrid servers={servers} />
		</section>
	);
}
