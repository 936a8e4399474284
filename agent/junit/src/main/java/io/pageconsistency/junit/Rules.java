package io.pageconsistency.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import io.pageconsistency.ViolationKind;

/**
 * The rules for a test, from the annotations on it and on the classes around it.
 *
 * @param expected the number of violations of each kind that must happen; empty if none may
 * @param expectedWithin how long to wait for them, in milliseconds
 * @param noLeaks whether what was taken must be given back
 * @param leaksWithin how long to wait for that, in milliseconds
 * @param ignored why violations do not matter, or null
 */
record Rules(Map<ViolationKind, Integer> expected, long expectedWithin, boolean noLeaks, long leaksWithin, String ignored) {

    /** @throws ExtensionConfigurationException if an annotation has an invalid value */
    static Rules of(ExtensionContext context) {
        Map<ViolationKind, Integer> expected = new EnumMap<>(ViolationKind.class);
        long expectedWithin = 0;
        AnnotatedElement test = context.getElement().orElse(null);
        for (ExpectViolation each : AnnotationSupport.findRepeatableAnnotations(test, ExpectViolation.class)) {
            if (each.count() < 1 || expected.put(each.value(), each.count()) != null) {
                throw new ExtensionConfigurationException("@ExpectViolation of " + each.value() + " in "
                        + context.getUniqueId() + " with count = " + each.count() + "; allowed: once for each kind, 1 or more");
            }
            expectedWithin = Math.max(expectedWithin, each.graceMillis());
        }
        Optional<NoLeaks> noLeaks = nearest(context, NoLeaks.class);
        return new Rules(expected, expectedWithin, noLeaks.isPresent(), noLeaks.map(NoLeaks::graceMillis).orElse(0L),
                nearest(context, IgnoreViolations.class).map(IgnoreViolations::value).orElse(null));
    }

    /** The annotation on the element itself, or else on the innermost class around it. */
    private static <A extends Annotation> Optional<A> nearest(ExtensionContext context, Class<A> type) {
        for (Optional<ExtensionContext> at = Optional.of(context); at.isPresent(); at = at.get().getParent()) {
            Optional<A> found = AnnotationSupport.findAnnotation(at.get().getElement(), type);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Whether findings of a kind matter for this test. */
    boolean minds(ViolationKind kind) {
        return kind.counted() || noLeaks || expected.containsKey(kind);
    }
}
