import { AdminPage, adminMetadata } from "../admin-page";
import { PeopleView } from "./people-view";

export const generateMetadata = () => adminMetadata("people");

export default function PeoplePage() {
	return (
		<AdminPage title="people">
			<PeopleView />
		</AdminPage>
	);
}
