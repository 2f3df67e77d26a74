"use client";

import { useRouter } from "next/navigation";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { PictureField } from "@/app/_chat/pictures/picture-field";
import type { SettingsAnswer } from "@/app/_client/admin/use-instance-settings";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Logo } from "@/app/_ui/logo";
import { Picture } from "@/app/_ui/picture";

type Props = { iconUrl: string | null; onChanged: (answer: SettingsAnswer) => Promise<unknown> };

/** The icon of the instance. It is saved at once. */
export function IconField({ iconUrl, onChanged }: Props) {
	const t = useTranslations("admin.settings");
	const withProof = useWithProof();
	const router = useRouter();
	return (
		<PictureField<SettingsAnswer>
			kind="icon"
			path="/api/admin/icon"
			call={withProof}
			hasPicture={iconUrl !== null}
			hint={t("iconHint")}
			preview={
				<span className="grid size-20 shrink-0 place-items-center overflow-hidden rounded-3xl bg-sunken">
					<Picture src={iconUrl} widths={[96, 256]} sizes="80px" className="size-full object-cover">
						<Logo size={48} />
					</Picture>
				</span>
			}
			onChanged={async (answer) => {
				await onChanged(answer);
				// The rail is part of the document.
				router.refresh();
			}}
		/>
	);
}
