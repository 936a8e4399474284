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
 * The test provokes violations, and passes only if exactly these happen: no other ones, none less, none more.
 *
 * <p>Follow-ups are not counted. A {@link io.pageconsistency.PageConsistencyError} of an expected kind that leaves the test
 * method, where violations are thrown, is no failure. Such a test never runs beside others; without an agent it is skipped.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ExpectViolation.All.class)
@ResourceLock(Resources.GLOBAL)
public @interface ExpectViolation {
    /** The kind; of {@link ViolationKind#LEAK} the findings are compared too, which count nowhere else. */
    ViolationKind value();

    /** How many of that kind; 1 or more. */
    int count() default 1;

    /** How long to wait, at the end of the test, for those that are still missing; other threads may be slow. */
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
