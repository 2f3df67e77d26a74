import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { instanceSettings } from "@/lib/instance/settings";
import { treesOf } from "@/lib/markdown";
import { PublicTextBody } from "./public-text-body";

type Page = "imprint" | "privacy";

export async function publicTextMetadata(page: Page): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t(`pages.${page}`) };
}

/** A text of the administrators that everybody may read. Without it there is no page. */
export async function PublicText({ page }: { page: Page }) {
	const text = instanceSettings()[page];
	if (text === "") notFound();
	const t = await getTranslations();
	return (
		<PageLayout>
			<SettingsPage title={t(`pages.${page}`)}>
				<div dir="auto" className="text-message leading-[1.5rem] whitespace-pre-line wrap-anywhere">
					<PublicTextBody text={text} trees={treesOf([text])} />
				</div>
			</SettingsPage>
		</PageLayout>
	);
}
