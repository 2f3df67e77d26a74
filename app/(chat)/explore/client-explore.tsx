"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import useSWR from "swr";
import { ClientPageTitle } from "@/app/_chat/shell/client-page-title";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { PageSkeleton } from "@/app/_chat/shell/page-skeleton";
import { asApiError } from "@/app/_client/api";
import { useLoadServerPage } from "@/app/_client/navigation/navigation";
import { useRetryWhenReachable } from "@/app/_client/navigation/use-retry-when-reachable";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { useTranslations } from "@/app/_i18n/use-translations";
import { queryIn, sortIn } from "@/lib/servers/explore-address";
import type { ExplorePageData } from "@/lib/servers/explore-page-data";
import { ExploreView, exploreKey } from "./explore-view";

/** Explore and its categories as the browser renders them. */
export function ClientExplore() {
	const t = useTranslations("explore");
	const categoryName = useCategoryName();
	const slug = usePathname().split("/")[2];
	const params = useSearchParams();
	const asked = { slug, q: queryIn(params.get("q")), sort: sortIn(params.get("sort")) };
	const { data, error, mutate } = useSWR<ExplorePageData>(exploreKey(asked), { keepPreviousData: true });
	useRetryWhenReachable(mutate);
	const load = useLoadServerPage();
	const isUnknown = error !== undefined && asApiError(error).code === "not_found";
	// The server decides what to show for an address without a category.
	useEffect(() => {
		if (isUnknown) load();
	}, [isUnknown, load]);
	const category = data?.categories.find((one) => one.slug === slug);
	const isCurrent = data && exploreKey({ ...data, slug: data.category?.slug }) === exploreKey(asked);
	return (
		<>
			<ClientPageTitle title={category ? `${categoryName(category)} · ${t("title")}` : t("title")} />
			{data && !isUnknown ? (
				<ExploreView data={data} {...(!isCurrent && { next: { ...asked, category: category ?? null } })} />
			) : (
				<PageLayout>
					<PageSkeleton title={t("title")} />
				</PageLayout>
			)}
		</>
	);
}
