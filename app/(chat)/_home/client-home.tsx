"use client";

import useSWR from "swr";
import { ClientPageTitle } from "@/app/_chat/shell/client-page-title";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { PageSkeleton } from "@/app/_chat/shell/page-skeleton";
import { useRetryWhenReachable } from "@/app/_client/navigation/use-retry-when-reachable";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { HomePageData } from "@/lib/servers/home-page-data";
import { HomeView, homeKey } from "./home-view";

/** Home as the browser renders it. */
export function ClientHome() {
	const t = useTranslations("home");
	const { data, mutate } = useSWR<HomePageData>(homeKey);
	useRetryWhenReachable(mutate);
	return (
		<>
			<ClientPageTitle title={t("title")} />
			{data ? (
				<HomeView data={data} />
			) : (
				<PageLayout>
					<PageSkeleton title={t("title")} />
				</PageLayout>
			)}
		</>
	);
}
