import { notFound } from "next/navigation";
import { idFrom } from "@/lib/ids";
import { AdminPage, adminMetadata } from "../../admin-page";
import { CaseView } from "./case-view";

type Props = { params: Promise<{ caseId: string }> };

export const generateMetadata = () => adminMetadata("cases");

export default async function CasePage({ params }: Props) {
	const id = idFrom((await params).caseId);
	if (id === null) notFound();
	return (
		<AdminPage title="cases">
			<CaseView caseId={id} />
		</AdminPage>
	);
}
