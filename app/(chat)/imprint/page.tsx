import { PublicText, publicTextMetadata } from "../public-text";

export const generateMetadata = () => publicTextMetadata("imprint");

export default function ImprintPage() {
	return <PublicText page="imprint" />;
}
