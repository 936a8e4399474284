package io.pageconsistency.agent.jdk.loaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleReference;

import io.pageconsistency.hooks.OwnClasses;
import io.pageconsistency.hooks.PoolHooks;

/** Loaders before and after they were edited to ask for the agent's classes. The JVM verifies and runs them. */
class LoaderEditorTest {
    /** The method begins with a loop, so it has a frame of its own where the code is inserted. */
    static class HidingClassLoader extends ClassLoader {
        int left = 3;

        HidingClassLoader() {
            super(null);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            while (left > 0) {
                left--;
            }
            if (name.startsWith("java.")) {
                return super.loadClass(name, resolve);
            }
            throw new ClassNotFoundException("hidden: " + name);
        }
    }

    /** It hides nothing from callers outside of all bundles. That says nothing about what its own bundle sees. */
    static class BundleClassLoader extends ClassLoader implements BundleReference {
        BundleClassLoader() {
            super(getSystemClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return super.loadClass(name, resolve);
        }
    }

    /** Overrides the method without the second parameter, as loaders do that want it final. */
    static class ShortClassLoader extends ClassLoader {
        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException("hidden: " + name);
        }
    }

    /** A loader without a method to edit. */
    static class PlainClassLoader extends ClassLoader {
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException(name);
        }
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    /** Defines the class a second time, from the edited class file. */
    private static ClassLoader edited(Class<? extends ClassLoader> type) throws Exception {
        byte[] edited = LoaderEditor.edit(classFile(type));
        ClassLoader definer = new ClassLoader(type.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(type.getName())) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known != null ? known : defineClass(name, edited, 0, edited.length);
            }
        };
        var constructor = definer.loadClass(type.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (ClassLoader) constructor.newInstance();
    }

    @Test
    void aHidingLoaderFindsTheAgentsClassesAndNothingElse() throws Exception {
        assertThatThrownBy(() -> new HidingClassLoader().loadClass(OwnClasses.PROBE)).isInstanceOf(ClassNotFoundException.class);

        ClassLoader edited = edited(HidingClassLoader.class);

        assertThat(edited.loadClass(OwnClasses.PROBE)).isSameAs(OwnClasses.class);
        assertThat(edited.loadClass("java.lang.String")).isSameAs(String.class);
        assertThatThrownBy(() -> edited.loadClass("org.example.Missing")).hasMessage("hidden: org.example.Missing");
        // The class is not on this test's boot class path. So it is not found there, and the loader's own answer counts.
        assertThatThrownBy(() -> edited.loadClass("io.pageconsistency.agent.AgentMain")).hasMessageStartingWith("hidden: ");
        assertThatThrownBy(() -> edited.loadClass(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void editsALoaderWithOnlyTheShortMethod() throws Exception {
        assertThat(edited(ShortClassLoader.class).loadClass(OwnClasses.PROBE)).isSameAs(OwnClasses.class);
    }

    @Test
    void doesNotEditALoaderWithoutTheMethod() throws Exception {
        assertThat(LoaderEditor.edit(classFile(PlainClassLoader.class))).isNull();
    }

    @Test
    void aBundlesLoaderSeesTheHooksOnlyOnceItIsOpened() throws Exception {
        ClassLoader closed = new BundleClassLoader();

        assertThat(closed.loadClass(PoolHooks.class.getName())).isSameAs(PoolHooks.class);
        assertThat(Visibility.obstacle(closed)).contains("does not let it see").contains("boot delegation");
        assertThat(Visibility.obstacle(new ClassLoader(closed) { })).as("its child").contains("does not let it see");
        assertThat(Visibility.obstacle(edited(BundleClassLoader.class))).isNull();
        assertThat(Visibility.obstacle(getClass().getClassLoader())).as("an ordinary one").isNull();
        assertThat(Visibility.obstacle(new HidingClassLoader())).as("one that hides all").contains("does not let it see");
    }
}
