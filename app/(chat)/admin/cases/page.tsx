import { AdminPage, adminMetadata } from "../admin-page";
import { CasesView } from "./cases-view";

export const generateMetadata = () => adminMetadata("cases");

export default function CasesPage() {
	return (
		<AdminPage title="cases">
			<CasesView />
		</AdminPage>
	);
}
