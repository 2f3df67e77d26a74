"use client";

import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { initialDataOfDocument } from "@/app/_client/initial-data";
import type { ExplorePageData } from "@/lib/servers/explore-page-data";
import { CategorySidebar } from "./category-sidebar";
import { ExploreHero } from "./explore-hero";
import { ExploreResults } from "./explore-results";
import { ExploreSections } from "./explore-sections";

/** Explore and its categories. Without data it uses the document's initial data. */
export function ExploreView({ data: given }: { data: ExplorePageData | null }) {
	const data = given ?? initialDataOfDocument()?.explore;
	if (!data) return null;
	const { categories, q } = data;
	const category = data.category ?? undefined;
	const sort = data.sort ?? undefined;
	const wanted = { category: category?.slug, q: q || undefined, sort: sort ?? "popular" };
	const total = categories.reduce((sum, each) => sum + each.serverCount, 0);
	return (
		<PageLayout sidebar={<CategorySidebar categories={categories} open={category?.slug} />}>
			<PageBody className="pb-10">
				<ExploreHero
					key={category?.slug}
					categories={categories}
					category={category}
					q={q}
					sort={sort}
					count={category?.serverCount ?? total}
				/>
				{data.overview ? (
					<ExploreSections sections={data.overview} />
				) : (
					<ExploreResults key={JSON.stringify(wanted)} first={data.results} wanted={wanted} categoryOfNone={category} />
				)}
			</PageBody>
		</PageLayout>
	);
}
