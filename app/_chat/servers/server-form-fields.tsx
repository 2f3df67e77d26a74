"use client";

import { Globe, Lock } from "lucide-react";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { useTranslations } from "@/app/_i18n/use-translations";
import { RadioCards } from "@/app/_ui/radio-cards";
import type { Category, Visibility } from "@/lib/realtime/protocol";

type Props = {
	value: Visibility;
	/** The explanation of each choice. It differs between a new and an existing server. */
	publicText: string;
	privateText: string;
	columns?: string;
	onChange: (visibility: Visibility) => void;
};

/** Chooses who can join a server. */
export function VisibilityField({ publicText, privateText, ...props }: Props) {
	const t = useTranslations("server.create");
	return (
		<RadioCards
			{...props}
			label={t("visibility")}
			options={[
				{ value: "public", label: t("public"), text: publicText, icon: <Globe size="1.125rem" aria-hidden="true" /> },
				{ value: "private", label: t("private"), text: privateText, icon: <Lock size="1.125rem" aria-hidden="true" /> },
			]}
		/>
	);
}

/** The options of a `Select` for a server's category. */
export function CategoryOptions({ categories }: { categories: readonly Category[] | undefined }) {
	const categoryName = useCategoryName();
	return categories?.map((category) => (
		<option key={category.id} value={category.id}>
			{categoryName(category)}
		</option>
	));
}
