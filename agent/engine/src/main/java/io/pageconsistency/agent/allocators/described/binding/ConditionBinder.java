package io.pageconsistency.agent.allocators.described.binding;

import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.agent.allocators.described.model.Condition;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.agent.allocators.described.yaml.Nearest;

/** Binds a condition: finds both sides, and checks that they can be compared. */
final class ConditionBinder {
    /** Follows a path from the transfer's method. */
    @FunctionalInterface
    interface Finder {
        Route find(Path path) throws Mismatch;
    }

    private final Transfer transfer;
    private final Condition condition;
    private final TypePool types;
    private final Finder finder;

    ConditionBinder(Transfer transfer, TypePool types, Finder finder) {
        this.transfer = transfer;
        this.condition = transfer.condition();
        this.types = types;
        this.finder = finder;
    }

    BoundCondition bind() throws Mismatch {
        Route left = finder.find(condition.path());
        if (hasEach(condition.path()) || condition.otherPath() != null && hasEach(condition.otherPath())) {
            throw cannot("looks at several values", "a way to one");
        }
        if (condition.relation() == null) {
            if (!left.isBoolean()) {
                throw cannot("which is of type " + left.type(), "a boolean, or a comparison such as " + condition.path() + " == 1");
            }
            return new BoundCondition(condition, left, null, Boolean.TRUE);
        }
        if (condition.otherPath() != null) {
            return new BoundCondition(condition, left, other(left), null);
        }
        return new BoundCondition(condition, left, null, constant(left));
    }

    private static boolean hasEach(Path path) {
        return path.steps().stream().anyMatch(step -> step.kind() == Path.Kind.EACH);
    }

    private Route other(Route left) throws Mismatch {
        Route right = finder.find(condition.otherPath());
        if (Numbers.areIn(left.type()) != Numbers.areIn(right.type()) || left.isBoolean() != right.isBoolean()) {
            throw cannot("compares " + left.type() + " with " + right.type(), "values of one type");
        }
        mustHaveOrder(left);
        return right;
    }

    private void mustHaveOrder(Route left) throws Mismatch {
        if (condition.relation().isOrder() && !Numbers.areIn(left.type())) {
            throw cannot("which is of type " + left.type(), "== or !=, because only numbers have an order");
        }
    }

    private Object constant(Route left) throws Mismatch {
        String text = condition.other();
        mustHaveOrder(left);
        if (Numbers.areIn(left.type())) {
            if (!Character.isDigit(text.charAt(text.length() - 1))) {
                throw cannot("which is of type " + left.type(), "a number, or the way to one");
            }
            return Long.valueOf(text);
        }
        if (left.isBoolean()) {
            if (!text.equals("true") && !text.equals("false")) {
                throw cannot("which is of type " + left.type(), "true or false");
            }
            return Boolean.valueOf(text);
        }
        if (text.equals("null") && !Numbers.cannotBeIn(left.type())) {
            return null;
        }
        return enumConstant(left, text);
    }

    private Object enumConstant(Route left, String text) throws Mismatch {
        TypePool.Resolution resolution = types.describe(left.type());
        TypeDescription type = resolution.isResolved() ? resolution.resolve() : null;
        if (type == null || !type.isEnum()) {
            throw cannot("which is of type " + left.type(), "null");
        }
        java.util.List<String> names = type.getDeclaredFields().stream().filter(FieldDescription::isEnum)
                .map(field -> field.getName()).toList();
        if (!names.contains(text)) {
            throw cannot("because " + left.type() + " has no " + text, String.join(", ", names) + Nearest.hint(text, names));
        }
        return text;
    }

    private Mismatch cannot(String why, String allowed) {
        return new Mismatch(transfer.at(), "'" + condition.key() + "' cannot be '" + condition + "', " + why + "; allowed: " + allowed);
    }
}
