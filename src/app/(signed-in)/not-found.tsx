import { NotFoundCard } from "../_components/not-found-card";

export default function NotFoundPage() {
  return <NotFoundCard />;
}
