package io.pageconsistency.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.pageconsistency.ViolationKind;

/**
 * The test provokes violations, and passes only if exactly these happen.
 *
 * <p>Follow-ups are not counted. If violations are thrown, a {@link io.pageconsistency.PageConsistencyError} of an expected kind
 * may leave the test method. Such a test never runs in parallel with others. Without an agent it is skipped.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ExpectViolation.All.class)
@ResourceLock(Resources.GLOBAL)
public @interface ExpectViolation {
    /** The kind. {@link ViolationKind#LEAK} is compared, too, although leaks do not count as violations elsewhere. */
    ViolationKind value();

    /** How many of that kind; 1 or more. */
    int count() default 1;

    /** How long to wait at the end of the test for missing violations on other threads, in milliseconds. */
    long graceMillis() default 2_000;

    /** Several kinds. */
    @Documented
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @ResourceLock(Resources.GLOBAL)
    @interface All {
        /** One for each kind. */
        ExpectViolation[] value();
    }
}
