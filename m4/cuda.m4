# GENRELAB_CUDA: finds the CUDA Toolkit and cuDNN 9 for the module in gpu/.
#
# --with-cuda        it must be found;  --with-cuda=DIR  there
# --without-cuda     not asked for
# by default         used where it is found
AC_DEFUN([GENRELAB_CUDA], [
AC_ARG_WITH([cuda],
  [AS_HELP_STRING([--with-cuda@<:@=DIR@:>@],
    [build the CUDA device module (default: where CUDA and cuDNN 9 are found)])],
  [], [with_cuda=auto])
have_cuda=no
cuda_reason=
CUDA_CPPFLAGS= CUDA_LDFLAGS= CUDA_LIBS=
AS_IF([test "x$with_cuda" = xno], [cuda_reason="switched off"], [
  AS_CASE([$with_cuda],
    [yes|auto], [cuda_places="$CUDA_HOME $CUDA_PATH /usr/local/cuda /opt/cuda /usr/lib/cuda"],
    [cuda_places=$with_cuda])
  CUDA_DIR=
  for place in $cuda_places; do
    AS_IF([test -f "$place/include/cuda_runtime_api.h"],
      [CUDA_DIR=$place; break])
  done
  AS_IF([test "x$CUDA_DIR" = x],
    [cuda_reason="no CUDA Toolkit found"],
    [AS_IF([test -d "$CUDA_DIR/lib64"], [cuda_lib=$CUDA_DIR/lib64],
       [cuda_lib=$CUDA_DIR/lib])
     CUDA_CPPFLAGS="-isystem $CUDA_DIR/include"
     CUDA_LDFLAGS="-L$cuda_lib -Wl,--enable-new-dtags -Wl,-rpath,$cuda_lib"
     saved_CPPFLAGS=$CPPFLAGS saved_LDFLAGS=$LDFLAGS saved_LIBS=$LIBS
     CPPFLAGS="$CPPFLAGS $CUDA_CPPFLAGS" LDFLAGS="$LDFLAGS $CUDA_LDFLAGS"
     have_cuda=yes
     AC_CHECK_LIB([cudart], [cudaGetDeviceCount], [CUDA_LIBS="-lcudart"],
       [have_cuda=no; cuda_reason="libcudart does not link"])
     AS_IF([test $have_cuda = yes],
       [AC_MSG_CHECKING([for cuDNN 9])
        LIBS="$LIBS -lcudnn"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <cudnn.h>
#if CUDNN_MAJOR < 9
#error too old
#endif]], [[return (int)cudnnGetVersion();]])],
          [AC_MSG_RESULT([yes]); CUDA_LIBS="$CUDA_LIBS -lcudnn"],
          [AC_MSG_RESULT([no]); have_cuda=no
           cuda_reason="no cuDNN 9 beside CUDA"])])
     CPPFLAGS=$saved_CPPFLAGS LDFLAGS=$saved_LDFLAGS LIBS=$saved_LIBS])
  AS_IF([test $have_cuda = no && test "x$with_cuda" != xauto],
    [AC_MSG_ERROR([--with-cuda was given, but: $cuda_reason])])
])
AC_SUBST([CUDA_CPPFLAGS])
AC_SUBST([CUDA_LDFLAGS])
AC_SUBST([CUDA_LIBS])
AM_CONDITIONAL([HAVE_CUDA], [test $have_cuda = yes])
])
